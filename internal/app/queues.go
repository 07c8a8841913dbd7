package app

import "qingshen/internal/desk"

// queues are what waits on whose desk, beside the clocks: state by state, whose act comes next.
var queues = []desk.Queue{}

package listing

import (
	"qingshen/internal/enterprise"
	"qingshen/internal/reference"
)

// cityName and regionName give the Chinese names of divisions; a service without the register shows the code.
func (s *Service) cityName(code string) string { return s.regionName(code) }

func (s *Service) regionName(code string) string { return s.ref.Name(code) }

func (s *Service) cities() []reference.Region { return s.ref.Cities() }

// creditFault tells what is wrong with a credit code (g1).
func creditFault(code string) error { return enterprise.CreditFault(code) }

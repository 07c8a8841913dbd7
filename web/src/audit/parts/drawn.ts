/** How many rows of a table are drawn: as many as a screen shows at once, the others frame by frame, so that a long table can be typed into before all of it stands. */
import { ref, watch, type Ref } from 'vue'

/** More than a screen shows. */
const step = 40

export function useDrawn(count: () => number): { drawn: Ref<number>; reach: (i: number) => void } {
  const drawn = ref(step)
  watch([count, drawn], ([all, now]) => void (now < all && requestAnimationFrame(() => (drawn.value += step))), { immediate: true, flush: 'post' })
  /** Sees to it that a row is drawn with the next change of the page. */
  const reach = (i: number): void => void (drawn.value = Math.max(drawn.value, i + 1))
  return { drawn, reach }
}

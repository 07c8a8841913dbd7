/**
 * The sheets that were made last. Their codes exist nowhere else, so they stay here, in the memory of this page alone, until
 * they are printed and put away.
 */
import { shallowRef } from 'vue'
import type { components } from '@/api/schema'

export type Letters = components['schemas']['IssuedLetters']
export const letters = shallowRef<Letters>()

/** 9137…1X as 9137 0100 MA3C… : long codes are read in groups of four. */
export const grouped = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1 ')

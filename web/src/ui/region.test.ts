import { expect, it } from 'vitest'
import { regionChain } from './region'

it.each([
  ['', '', ''],
  ['370000', '', ''],
  ['370100', '370100', ''],
  ['370102', '370100', '370102'],
  ['37', '', ''],
])('%s stands under %s / %s', (code, city, county) => expect(regionChain(code)).toEqual([city, county]))

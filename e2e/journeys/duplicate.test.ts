// One enterprise registered twice: the search says why two registrations are alike, the city previews and merges, the old address
// still leads to the enterprise, the merge is undone; a dismissal keeps a pair from being proposed again; two cities that claim one
// enterprise go to the province.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { activate, creditCode, fill, press } from '../hands'
import { browse, Person, serve, type Server } from '../harness'

let server: Server
let browser: Browser
beforeAll(async () => {
  server = await serve({ enterprises: 300 })
  browser = await browse()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

interface Pair { id: string; first_id: string; second_id: string; first_name: string; second_name: string; state: string }
interface Pairs { items: Pair[] }

test('a city finds a second registration, previews, merges and parts; a dismissed pair is not proposed again', async () => {
  const city = await Person.enter(browser, server.address, 'city-370100')
  const old = await city.api<{ id: string }>('POST', '/enterprises', { credit_code: creditCode('91370102MA3K0AB1C'), name: '济南旅程化工有限公司', region_code: '370102', industry_code: '2614', address: '工业南路9号', legal_representative: '王明' })
  const second = await city.api<{ id: string }>('POST', '/enterprises', { credit_code: creditCode('91370102MA3K0AB2C'), name: '济南市旅程化工（集团）有限责任公司', region_code: '370102', industry_code: '2614', address: '历下区工业南路９号', legal_representative: '王明' })
  await city.go('/app/duplicates')
  await press(city, '查找重复登记')
  await city.page.getByText(/比对 \d+ 家企业，疑似重复 \d+ 对/).first().waitFor({ timeout: 60_000 })
  await city.page.waitForLoadState('networkidle')
  await city.accessible()
  await city.picture('duplicates')
  const found = await city.api<Pairs>('GET', '/duplicates?state=open&page_size=100')
  const pair = found.items.find((p) => p.first_id === old.id && p.second_id === second.id)!
  expect(pair).toBeDefined()

  await city.go(`/app/duplicates/${pair.id}`)
  await city.page.getByText('地址相同').first().waitFor()
  await city.accessible()
  await press(city, '预览合并')
  await city.page.getByText('请填写合并的理由和核对的依据').first().waitFor()
  await fill(city, { 合并的理由和核对的依据: '同一营业执照，旧注册号换发新代码' })
  await press(city, '预览合并')
  await city.page.getByRole('heading', { name: '合并以后' }).waitFor()
  await city.accessible()
  await city.picture('duplicate-preview')
  await press(city, '合并为一条登记')
  await city.page.getByRole('heading', { name: '合并的结果' }).waitFor()
  await city.accessible()
  await city.picture('duplicate-merged')

  // The old address leads to the enterprise that was kept.
  await city.go(`/app/enterprises/${second.id}`)
  await city.page.getByText('这条登记已并入“济南旅程化工有限公司”').first().waitFor()
  expect(city.page.url()).toContain(old.id)
  await city.page.getByText('济南市旅程化工（集团）有限责任公司').first().waitFor()

  await city.go(`/app/duplicates/${pair.id}`)
  await press(city, '撤销合并')
  await fill(city, { 撤销的理由: '两张营业执照，误并' })
  await city.page.getByRole('dialog').getByRole('button', { name: '撤销合并' }).click()
  await city.page.getByText('逐项对照与合并').first().waitFor()
  await press(city, '不是同一企业')
  await fill(city, { 不是同一企业的理由: '集团与子公司' })
  await city.page.getByRole('dialog').getByRole('button', { name: '认定不是同一企业' }).click()
  await city.page.getByText('集团与子公司').first().waitFor()
  await city.go('/app/duplicates')
  await press(city, '查找重复登记')
  await city.page.getByText(/此前已认定不是同一企业的 \d+ 对没有再提出/).first().waitFor({ timeout: 60_000 })
  const again = await city.api<Pairs>('GET', '/duplicates?state=open&page_size=100')
  expect(again.items.some((p) => p.id === pair.id)).toBe(false)
}, 180_000)

test('two cities claim one enterprise: the second is told why not, and the province decides', async () => {
  const qingdao = await Person.enter(browser, server.address, 'city-370200')
  const province = await Person.enter(browser, server.address, 'province')
  const theirs = (await province.api<{ items: { name: string; credit_code: string }[] }>('GET', '/enterprises?region=370102&page_size=1')).items[0]!
  const ours = await qingdao.api<{ name: string }>('POST', '/enterprises', { credit_code: creditCode('91370202MA3K0AB3C'), name: '青岛旅程印染有限公司', region_code: '370202', industry_code: '1713', address: '香港中路9号' })
  await qingdao.go('/app/enterprises/new')
  await fill(qingdao, { 统一社会信用代码: theirs.credit_code })
  await qingdao.page.getByText('已登记为').first().waitFor()
  await qingdao.go('/app/duplicates')
  await press(qingdao, '提请核对')
  await qingdao.page.getByRole('dialog').getByLabel('本辖区的登记').fill(ours.name)
  await qingdao.page.getByRole('dialog').getByRole('option').first().click()
  await fill(qingdao, { 另一条登记的统一社会信用代码: theirs.credit_code, 理由和依据: '总部已迁来青岛，系同一企业' })
  await qingdao.accessible()
  await qingdao.page.getByRole('dialog').getByRole('button', { name: '提请核对' }).click()
  await qingdao.page.getByText('由省生态环境厅决定').first().waitFor()

  const pair = (await province.api<Pairs>('GET', '/duplicates?state=open&source=reported&page_size=100')).items.find((p) => [p.first_name, p.second_name].includes(ours.name))!
  await province.go(`/app/duplicates/${pair.id}`)
  await activate(province, province.page.getByRole('radio', { name: '保留这条登记' }).last())
  await fill(province, { 合并的理由和核对的依据: '核对迁移登记，归青岛市' })
  await press(province, '预览合并')
  await province.page.getByRole('heading', { name: '合并以后' }).waitFor()
  await province.accessible()
}, 180_000)

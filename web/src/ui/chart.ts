/** The part of ECharts we use, loaded only where a chart is shown. Colours come from the tokens. */
import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer])

interface Spec {
  categories: string[]
  series: { name: string; values: (string | number)[] }[]
  kind?: 'bar' | 'line'
  stacked?: boolean
  horizontal?: boolean
}

const symbols = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow']

export function open(box: HTMLElement): { draw: (spec: Spec) => void; stop: () => void } {
  const chart = init(box)
  const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
  const size = new ResizeObserver(() => chart.resize())
  size.observe(box)
  const text = { color: token('--ink-2'), fontFamily: token('--face').replace(/"/g, "'"), fontSize: 12 }
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches

  return {
    draw(spec) {
      const names = { type: 'category' as const, data: spec.categories, axisLabel: text, axisLine: { lineStyle: { color: token('--line-strong') } }, axisTick: { show: false }, inverse: !!spec.horizontal }
      const figures = { type: 'value' as const, axisLabel: text, splitLine: { lineStyle: { color: token('--line') } } }
      chart.setOption(
        {
          animation: !still,
          animationDuration: 200,
          color: [1, 2, 3, 4, 5, 6].map((n) => token(`--chart-${n}`)),
          textStyle: text,
          grid: { left: 8, right: 16, top: spec.series.length > 1 ? 36 : 12, bottom: 8, containLabel: true },
          legend: spec.series.length > 1 ? { top: 0, left: 0, textStyle: text, itemHeight: 10 } : undefined,
          // richText draws on the canvas: an HTML tooltip would need inline styles, which the security policy forbids.
          tooltip: { trigger: 'axis', renderMode: 'richText', backgroundColor: token('--sheet'), borderColor: token('--line-strong'), textStyle: { ...text, color: token('--ink') } },
          xAxis: spec.horizontal ? figures : names,
          yAxis: spec.horizontal ? names : figures,
          series: spec.series.map((line, index) => ({
            name: line.name,
            type: spec.kind ?? 'bar',
            data: line.values.map((value) => (value === '' ? null : Number(value))), // a picture only: the table below keeps the exact text
            stack: spec.stacked ? 'all' : undefined,
            symbol: symbols[index % symbols.length],
            symbolSize: 7,
            barMaxWidth: 28,
          })),
        },
        true,
      )
    },
    stop() {
      size.disconnect()
      chart.dispose()
    },
  }
}

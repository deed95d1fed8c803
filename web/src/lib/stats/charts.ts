import { LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { ticksFor } from './series';

use([LineChart, GridComponent, SVGRenderer]);

export type Plot = { labels: readonly string[]; values: readonly number[]; shown: (value: number) => string };

/** A line over time. Colours are the theme's variables, so a change of theme needs no drawing anew. */
export class LinePlot {
  readonly #chart;
  readonly #watching: ResizeObserver;

  constructor(node: HTMLElement) {
    this.#chart = init(node, null, { renderer: 'svg' });
    this.#watching = new ResizeObserver(() => this.#chart.resize());
    this.#watching.observe(node);
  }

  draw({ labels, values, shown }: Plot): void {
    const ticks = ticksFor(Math.max(0, ...values));
    this.#chart.setOption({
      animation: false,
      grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
      textStyle: { fontFamily: 'inherit' },
      xAxis: {
        type: 'category',
        data: labels,
        boundaryGap: false,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: 'var(--color-base-300)' } },
        axisLabel: { color: 'var(--color-base-content)', hideOverlap: true, margin: 12 }
      },
      yAxis: {
        type: 'value',
        max: ticks.at(-1),
        interval: ticks[1],
        splitLine: { lineStyle: { color: 'var(--color-base-300)' } },
        axisLabel: { color: 'var(--color-base-content)', formatter: shown }
      },
      series: [
        {
          type: 'line',
          data: values,
          silent: true,
          showSymbol: values.length === 1,
          symbolSize: 8,
          emphasis: { disabled: true },
          lineStyle: { color: 'var(--color-primary)', width: 2 },
          itemStyle: { color: 'var(--color-primary)' },
          areaStyle: { color: 'var(--color-primary)', opacity: 0.12 }
        }
      ]
    });
  }

  /** The point below a place in the chart's box, in pixels. */
  pointAt(x: number, y: number): number {
    return this.#chart.convertFromPixel({ gridIndex: 0 }, [x, y])[0] ?? 0;
  }

  /** Where a point is in the chart's box, in pixels. */
  placeOf(index: number, value: number): [number, number] {
    const [x = 0, y = 0] = this.#chart.convertToPixel({ gridIndex: 0 }, [index, value]);
    return [x, y];
  }

  close(): void {
    this.#watching.disconnect();
    this.#chart.dispose();
  }
}

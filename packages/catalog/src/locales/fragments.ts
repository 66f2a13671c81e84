import catalogEn from './problems/catalog.en.json' with { type: 'json' }
import catalogZh from './problems/catalog.zh-CN.json' with { type: 'json' }
import cliEn from './problems/cli.en.json' with { type: 'json' }
import cliZh from './problems/cli.zh-CN.json' with { type: 'json' }
import connectorsEn from './problems/connectors.en.json' with { type: 'json' }
import connectorsZh from './problems/connectors.zh-CN.json' with { type: 'json' }
import engineEn from './problems/engine.en.json' with { type: 'json' }
import engineZh from './problems/engine.zh-CN.json' with { type: 'json' }
import flowEn from './problems/flow.en.json' with { type: 'json' }
import flowZh from './problems/flow.zh-CN.json' with { type: 'json' }
import planEn from './problems/plan.en.json' with { type: 'json' }
import planZh from './problems/plan.zh-CN.json' with { type: 'json' }
import runtimeEn from './problems/runtime.en.json' with { type: 'json' }
import runtimeZh from './problems/runtime.zh-CN.json' with { type: 'json' }
import scheduleEn from './problems/schedule.en.json' with { type: 'json' }
import scheduleZh from './problems/schedule.zh-CN.json' with { type: 'json' }
import serverEn from './problems/server.en.json' with { type: 'json' }
import serverZh from './problems/server.zh-CN.json' with { type: 'json' }
import type { Locale, Texts } from './texts.ts'

/** The texts of problems by the package that reports them; where two have the same code, the later one's text is used. */
export const problemFragments: Readonly<Record<Locale, Readonly<Record<string, Texts>>>> = {
  en: {
    cli: cliEn,
    connectors: connectorsEn,
    engine: engineEn,
    flow: flowEn,
    plan: planEn,
    runtime: runtimeEn,
    schedule: scheduleEn,
    server: serverEn,
    catalog: catalogEn,
  },
  'zh-CN': {
    cli: cliZh,
    connectors: connectorsZh,
    engine: engineZh,
    flow: flowZh,
    plan: planZh,
    runtime: runtimeZh,
    schedule: scheduleZh,
    server: serverZh,
    catalog: catalogZh,
  },
}

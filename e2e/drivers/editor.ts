import { expect, type Download, type Locator, type Page } from '@playwright/test'

type PaletteGroup = 'Sources' | 'Clean' | 'Map' | 'Combine' | 'Sinks'

/** Drives the flow editor as a person does: by roles and accessible names. */
export class Editor {
  readonly page: Page
  constructor(page: Page) {
    this.page = page
  }

  get settings(): Locator {
    return this.page.getByRole('complementary', { name: 'Settings' })
  }

  get panel(): Locator {
    return this.page.getByRole('region', { name: 'Data, problems and run' })
  }

  /** Creates an empty flow from the Flows page and names it. */
  async newFlow(name: string): Promise<void> {
    await this.page.goto('/flows')
    await this.page.getByRole('button', { name: 'New flow', exact: true }).click()
    const title = this.page.getByRole('textbox', { name: 'Name of the flow' })
    await title.fill(name)
    await title.press('Enter')
    await expect(this.page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
  }

  async openFlow(name: string): Promise<void> {
    await this.page.goto('/flows')
    await this.page.getByRole('link', { name }).click()
    await expect(this.page.getByRole('textbox', { name: 'Name of the flow' })).toHaveValue(name)
  }

  /** Adds a node by a click in the palette: behind the selected node, else in the middle. It is selected then. */
  async add(group: PaletteGroup, kind: string): Promise<void> {
    const before = await this.nodes().count()
    await this.page.getByRole('region', { name: group }).getByRole('button', { name: kind, exact: true }).click()
    await expect(this.nodes()).toHaveCount(before + 1)
    await expect(this.settings.getByRole('heading', { level: 2 })).toContainText(kind)
    await expect(this.page.locator('.react-flow__node.selected')).toBeInViewport({ ratio: 0.95 })
  }

  nodes(): Locator {
    return this.page.locator('.react-flow__node[data-id]')
  }

  node(name: string): Locator {
    return this.page.getByRole('region', { name: 'Canvas' }).getByRole('group', { name: new RegExp(`^${name}`) })
  }

  /** Selects a node; the canvas is fitted first, because nodes added since may have moved it out of sight. */
  async select(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Fit', exact: true }).click()
    await this.node(name).click({ position: { x: 30, y: 8 } })
    await expect(this.settings.getByRole('heading', { level: 2 })).toContainText(name)
  }

  /** Puts a node elsewhere, so that those added later do not cover it. */
  async drag(name: string, by: { x: number; y: number }): Promise<void> {
    const box = await this.node(name).boundingBox()
    if (box === null) throw new Error(`${name} is not on the canvas`)
    await this.page.mouse.move(box.x + 60, box.y + 14)
    await this.page.mouse.down()
    await this.page.mouse.move(box.x + 60 + by.x, box.y + 14 + by.y, { steps: 8 })
    await this.page.mouse.up()
  }

  /** Draws a connection from a port to a port with the mouse. */
  async connect(from: string, to: string, ports: { from?: string; to?: string } = {}): Promise<void> {
    const edges = await this.page.locator('.react-flow__edge').count()
    const source = this.node(from).locator(`.react-flow__handle.source[data-handleid="${ports.from ?? 'rows'}"]`)
    const target = this.node(to).locator(`.react-flow__handle.target[data-handleid="${ports.to ?? 'rows'}"]`)
    await source.hover()
    await this.page.mouse.down()
    await target.hover()
    await target.hover()
    await this.page.mouse.up()
    await expect(this.page.locator('.react-flow__edge')).toHaveCount(edges + 1)
  }

  /** Renames the selected node. */
  async rename(name: string): Promise<void> {
    await this.page.locator('.react-flow__node.selected').click({ position: { x: 30, y: 8 } })
    await this.page.keyboard.press('F2')
    const field = this.page.getByRole('region', { name: 'Canvas' }).getByRole('textbox')
    await field.fill(name)
    await field.press('Enter')
    await expect(this.node(name)).toBeVisible()
  }

  /** Clicks on empty canvas. */
  async deselect(): Promise<void> {
    await this.page.keyboard.press('Escape')
    await expect(this.settings.getByRole('heading', { level: 2 })).toHaveText('Flow')
  }

  /** Adds an entry to a list of settings. */
  async addItem(list: string): Promise<void> {
    const items = this.settings.getByRole('list', { name: list }).getByRole('listitem')
    const before = await items.count()
    await this.settings.getByRole('button', { name: `Add: ${list}` }).click()
    await expect(items).toHaveCount(before + 1)
  }

  /** Fills in the last field of that label. */
  async fill(label: string, value: string): Promise<void> {
    const field = this.settings.getByLabel(label, { exact: true }).last()
    await field.fill(value)
    await field.press('Tab')
    await expect(field).toHaveValue(value)
  }

  /** Replaces the text of the node's last expression. */
  async typeExpression(text: string): Promise<void> {
    const field = this.settings.getByRole('textbox', { name: 'Expression' }).last()
    await field.click()
    await this.page.keyboard.press('ControlOrMeta+a')
    // Brackets and quotes are closed by the editor while a person types; pasted text is taken as it is.
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await this.page.evaluate((value) => navigator.clipboard.writeText(value), text)
    await this.page.keyboard.press('ControlOrMeta+v')
  }

  /** Chooses a value in the last list of choices of that label. */
  async choose(label: string, value: string): Promise<void> {
    await this.settings.getByRole('combobox', { name: label, exact: true }).last().click()
    await this.page
      .getByRole('option', { name: new RegExp(`^${value}`) })
      .first()
      .click()
    await this.page.keyboard.press('Escape')
  }

  /** Uploads a file into the source that is selected; its settings are detected by that. */
  async upload(file: string): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser')
    await this.settings.getByRole('button', { name: 'Upload a file' }).click()
    await (await chooser).setFiles(file)
  }

  tab(name: string): Locator {
    return this.panel.getByRole('tab', { name: new RegExp(`^${name}`) })
  }

  /** Brings the last columns of the data grid into view. */
  async scrollGridToEnd(): Promise<void> {
    await this.panel.getByRole('columnheader').first().hover()
    await this.page.mouse.wheel(5_000, 0)
  }

  async tidy(): Promise<void> {
    await this.page.getByRole('button', { name: 'Tidy' }).click()
    await expect(this.page.getByText('The flow is laid out anew.')).toBeAttached()
  }

  async run(): Promise<void> {
    await this.page.getByRole('button', { name: 'Run', exact: true }).click()
  }

  /** Downloads one of the outputs of the last run. */
  async download(name: string): Promise<Download> {
    await this.panel.getByRole('tab', { name: /^Outputs/ }).click()
    const download = this.page.waitForEvent('download')
    await this.panel.getByRole('link', { name: `Download ${name}` }).click()
    return download
  }
}

// Opens pages in Chromium and writes, a line of JSON a page: what axe-core finds, and how far the page runs over at
// 390 px. Usage: node look.mjs MODULES PROFILE [--shots FOLDER] FILE.html…
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, profile, ...rest] = process.argv.slice(2);
const shots = rest[0] === '--shots' ? rest.splice(0, 2)[1] : null;
const require = createRequire(pathToFileURL(modules + '/'));
const { chromium } = require('playwright-core');
const axe = require.resolve('axe-core/axe.min.js');
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
    '--disable-background-networking', '--disable-component-update'],
  viewport: { width: 390, height: 844 },
  bypassCSP: true, // the pages let no script in, not even axe
});
for (const file of rest) {
  const page = await browser.newPage();
  const asked = [];
  page.on('request', (request) => { if (!request.url().startsWith('file:')) asked.push(request.url()); });
  await page.goto(pathToFileURL(file).href);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (shots) await page.screenshot({ path: `${shots}/${basename(file, '.html')}.390.png`, fullPage: true });
  const found = [];
  for (const width of [390, 1100]) {
    await page.setViewportSize({ width, height: 844 });
    if (width > 390) await page.addScriptTag({ path: axe }).catch(() => {});
    else await page.addScriptTag({ path: axe });
    const result = await page.evaluate(() => window.axe.run());
    for (const each of result.violations) found.push(`${width}: ${each.id}: ${each.nodes.map((node) => node.html.slice(0, 150)).slice(0, 3).join(' | ')}`);
  }
  if (shots) await page.screenshot({ path: `${shots}/${basename(file, '.html')}.1100.png`, fullPage: true });
  console.log(JSON.stringify({ file: basename(file), overflow, found, asked }));
  await page.close();
}
await browser.close();

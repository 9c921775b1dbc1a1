/**
 * Draws build/icon.svg in Chromium and writes build/icons/*.png, build/icon.ico and build/icon.icns. Run it after a
 * change of the drawing; the results are committed, so that a build needs no browser.
 */
import { chromium } from '@playwright/test';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'build');
const svg = readFileSync(join(folder, 'icon.svg'), 'utf8');
const sizes = [16, 32, 48, 64, 128, 256, 512, 1024] as const;

async function draw(): Promise<Map<number, Buffer>> {
  const named = process.env['PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH'] ?? '/usr/bin/chromium';
  const browser = await chromium.launch({
    ...(existsSync(named) ? { executablePath: named } : {}),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const page = await browser.newPage();
  const images = new Map<number, Buffer>();
  for (const size of sizes) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(
      `<style>html,body{margin:0;background:transparent}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
    );
    images.set(size, await page.screenshot({ omitBackground: true }));
  }
  await browser.close();
  return images;
}

/** Windows: a table of PNGs; 256 is written as 0. */
function ico(images: readonly (readonly [number, Buffer])[]): Buffer {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  images.forEach(([size, png], index) => {
    const at = 6 + 16 * index;
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([header, ...images.map(([, png]) => png)]);
}

/** macOS: tagged PNGs, one tag per size and density. */
function icns(images: ReadonlyMap<number, Buffer>): Buffer {
  const tags = [
    ['ic11', 32],
    ['ic12', 64],
    ['ic07', 128],
    ['ic13', 256],
    ['ic08', 256],
    ['ic14', 512],
    ['ic09', 512],
    ['ic10', 1024],
  ] as const;
  const parts = tags.map(([tag, size]) => {
    const png = images.get(size) ?? Buffer.alloc(0);
    const head = Buffer.alloc(8);
    head.write(tag, 'latin1');
    head.writeUInt32BE(png.length + 8, 4);
    return Buffer.concat([head, png]);
  });
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.write('icns', 'latin1');
  head.writeUInt32BE(body.length + 8, 4);
  return Buffer.concat([head, body]);
}

const images = await draw();
mkdirSync(join(folder, 'icons'), { recursive: true });
for (const [size, png] of images) {
  if (size <= 512) writeFileSync(join(folder, 'icons', `${size}x${size}.png`), png);
}
writeFileSync(join(folder, 'icon.ico'), ico([...images].filter(([size]) => size <= 256)));
writeFileSync(join(folder, 'icon.icns'), icns(images));

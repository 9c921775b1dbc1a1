import { describe, expect, it } from 'vitest';
import { svgRefusal } from './svg.ts';

const svg = (inside: string): string => `<svg xmlns="http://www.w3.org/2000/svg">${inside}</svg>`;

describe('SVG pictures that ask for too much', () => {
  it('[B303] ordinary pictures are drawn', () => {
    expect(
      svgRefusal(svg('<defs><path id="a" d="M0 0"/></defs><use href="#a"/><use xlink:href="#a" x="4"/>')),
    ).toBeNull();
    expect(svgRefusal(svg('<g>'.repeat(500) + '</g>'.repeat(500)))).toBeNull();
    expect(svgRefusal(svg('<text>a > b, "use" <!-- <use href="#x"/> --></text>'))).toBeNull();
    expect(svgRefusal('<svg><g><use href="#nowhere"/>')).toBeNull();
  });

  it('[B303] entities, shapes that show each other many times over, and circles are not', () => {
    expect(svgRefusal(`<!DOCTYPE svg [<!ENTITY a "aaaa">]>${svg('&a;')}`)).toBe('entities');
    const level = (at: number): string =>
      `<g id="g${String(at)}">${`<use href="#g${String(at - 1)}"/>`.repeat(10)}</g>`;
    const bomb = ['<rect id="g0"/>', ...Array.from({ length: 9 }, (_, at) => level(at + 1))].join('');
    expect(svgRefusal(svg(bomb))).toBe('involved');
    expect(svgRefusal(svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'))).toBe('involved');
    expect(svgRefusal(svg(`<g id='a'><use HREF = '#a' /></g>`))).toBe('involved');
  });
});

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

  it('[B303] parts that show parts without end, under any prefix, are not drawn and end nothing', () => {
    const link = (_: unknown, at: number): string => `<g id="g${String(at)}"><use href="#g${String(at + 1)}"/></g>`;
    expect(svgRefusal(svg(Array.from({ length: 100 }, link).join('')))).toBeNull();
    const chain = Array.from({ length: 20_000 }, link).join('');
    expect(svgRefusal(svg(`${chain}<use href="#g0"/>`))).toBe('involved');
    expect(svgRefusal('<é:g id="a" xmlns:é="http://www.w3.org/2000/svg"><é:use l:href="#a"/></é:g>')).toBe('involved');
    expect(svgRefusal(svg('<g id="a"><use href="&#35;a"/></g>'))).toBe('involved');
    expect(svgRefusal(svg('<g id="&#97;"><use href="#a"/></g>'))).toBe('involved');
    expect(svgRefusal(`<!DOCTYPE svg [<!ATTLIST use href CDATA "#a">]>${svg('<g id="a"><use/></g>')}`)).toBe(
      'involved',
    );
  });

  it('[B303] a text of megabytes that is made to be slow is read once', () => {
    // Each of these takes hours when letters are looked at again for each tag.
    const megabytes = 4 << 20;
    expect(svgRefusal(`<svg><${'a'.repeat(megabytes)}`)).toBeNull();
    expect(svgRefusal(`<svg>${'<a '.repeat(megabytes / 3)}`)).toBeNull();
    expect(svgRefusal(`<svg>${`<a "'`.repeat(megabytes / 5)}`)).toBeNull();
    expect(svgRefusal(`<svg><a ${'""'.repeat(megabytes / 2)}`)).toBeNull();
    expect(svgRefusal(`<svg><a ${' id'.repeat(megabytes / 3)}/>`)).toBeNull();
  });
});

/**
 * All words that a person reads stand in the words files of their feature, ready to be translated: markup holds none.
 * What this finds: text between tags, texts of attributes that are read out or shown, either also where a condition
 * chooses them, and plurals that are made in markup. Text without a letter ("·", "→") is no word.
 */
const letter = '/\\p{L}/u';
const shown =
  '/^(aria-(label|description|roledescription|valuetext|placeholder)|title|placeholder|alt|label|note|say|hint|heading|caption|text|tip|why)$/';
const literal = `:matches(Literal[value=${letter}], TemplateLiteral:has(> TemplateElement[value.raw=${letter}]))`;
const chosen = ':matches(ConditionalExpression, LogicalExpression, BinaryExpression[operator="+"])';
/** Where an expression is shown. */
const places = [
  `JSXAttribute[name.name=${shown}] > JSXExpressionContainer`,
  ':matches(JSXElement, JSXFragment) > JSXExpressionContainer',
];

const message =
  'Words stand in the words file of the feature, whole sentences with named values: see docs/CONTRIBUTING.md.';

export const noWordsInMarkup = [
  `JSXText[value=${letter}]`,
  `JSXAttribute[name.name=${shown}] > Literal[value=${letter}]`,
  `:matches(JSXElement, JSXFragment, JSXAttribute) CallExpression[callee.name="count"] > Literal`,
  ...places.flatMap((place) =>
    ['', `> ${chosen}`, `> ${chosen} > ${chosen}`].map((way) => `${place} ${way} > ${literal}`),
  ),
].map((selector) => ({ selector, message }));

/** Names within a sentence are isolated (`named`), but in failures, whose messages are made visible as a whole. */
export const namedInSentences = [
  'TemplateLiteral:not(CallExpression[callee.name="fail"] TemplateLiteral) > CallExpression[callee.name="visibleName"]',
  'CallExpression[callee.name=/^(listOf|firstOf|joined)$/]:not(CallExpression[callee.name="fail"] CallExpression) CallExpression[callee.property.name="map"] > Identifier[name="visibleName"]',
  // The sentence itself isolates the names that it is given.
  'CallExpression[callee.object.name=/([wW]ords|[tT]exts?)$/] > CallExpression[callee.name="visibleName"]',
  'CallExpression[callee.object.name=/([wW]ords|[tT]exts?)$/] > CallExpression[callee.property.name="map"] > Identifier[name="visibleName"]',
].map((selector) => ({
  selector,
  message: 'A name within a sentence is `named` (renderer/text.ts), so that it is isolated.',
}));

/** In words files: the names that a sentence is given stand in it as `named`, too. */
export const givenNames = [
  {
    selector:
      'Property > ArrowFunctionExpression[body.type!="BlockStatement"] TemplateLiteral > Identifier[name=/^(name|volume|pool|folder|path)$/]',
    message: 'A name within a sentence is `named` (renderer/text.ts); what is no name is called otherwise.',
  },
];

/** Words that code hands on to be shown or said, and figures that are written past the one notation. */
export const noWordsInCode = [
  ...['notify', 'notifyNote', 'notifyProblem', 'speak'].map(
    (teller) => `CallExpression[callee.name="${teller}"] > ${literal}:first-child`,
  ),
  `CallExpression[callee.name="fail"] > ${literal}:not(:first-child)`,
  `Property[key.name=/^(title|label|say|why|hint)$/] > ${literal}.value`,
].map((selector) => ({ selector, message }));

export const oneNotation = [
  {
    selector: 'MemberExpression[property.name=/^toLocale(Date|Time)?String$/]',
    message: 'Numbers and dates are written by shared/format.ts.',
  },
];

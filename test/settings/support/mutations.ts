import { array, constantFrom, nat, oneof, string, tuple, type Arbitrary } from 'fast-check'

/** Pieces that mean something in YAML or in these settings. */
const pieces = [
  ...': |: | |\n|\n  |\t|\r|- |? |#| #|{|}|[|]|,|"|\'|\\|&a |*a|<<: |!|!env |!env X|!!set |>\n|%|@|`|---\n|...\n|\0|\uFEFF|\uD800|𝄞|\u2028'.split(
    '|',
  ),
  ...'|\n $ __proto__ $ constructor $ toString $ ~ $ null $ true $ .inf $ 0 $ -1 $ 1e400 $ 0x $ 5s $ 99999999999999999999'.split(' $ '),
  ...'devices node mqtt driver pzem board steps simulate name a:{} :'.split(' '),
]

type Mutation = (text: string) => string

const mutation: Arbitrary<Mutation> = tuple(
  nat(),
  nat(40),
  oneof(constantFrom(...pieces), string({ maxLength: 5, unit: 'binary' })),
  constantFrom('insert', 'delete', 'replace', 'repeat', 'move'),
).map(([place, length, piece, kind]) => (text) => {
  const at = text.length === 0 ? 0 : place % (text.length + 1)
  const [before, cut, after] = [text.slice(0, at), text.slice(at, at + length), text.slice(at + length)]
  if (kind === 'insert') return before + piece + cut + after
  if (kind === 'delete') return before + after
  if (kind === 'replace') return before + piece + after
  return kind === 'repeat' ? before + cut + cut + after : cut + before + after
})

/** Texts like the given ones, with one to six changes anywhere. */
export const mutated = (...texts: string[]): Arbitrary<string> =>
  tuple(constantFrom(...texts), array(mutation, { minLength: 1, maxLength: 6 })).map(([text, mutations]) =>
    mutations.reduce((changed, mutate) => mutate(changed), text),
  )

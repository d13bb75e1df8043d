import { Scalar, type ScalarTag } from 'yaml'

/**
 * `!env NAME` in the settings: a text that stands in the environment instead of in the file.
 * The file's document holds only this, never the text, so that writing it back cannot give the text away.
 */
export class FromEnvironment {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

export const environmentTag = '!env'

/** The tag for the yaml library. */
export const fromEnvironment: ScalarTag = {
  tag: environmentTag,
  identify: (value) => value instanceof FromEnvironment,
  resolve: (name) => new FromEnvironment(name),
  stringify: ({ value }) => (value instanceof FromEnvironment ? value.name : ''),
}

export const isFromEnvironment = (node: unknown): node is Scalar<FromEnvironment> =>
  node instanceof Scalar && node.value instanceof FromEnvironment

export interface Failure {
  readonly name: string
  readonly lines: readonly string[]
}
/** What is used of a report of vitest. */
export interface Report {
  readonly testResults: readonly {
    /** The path of the file. */
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[]
      readonly title: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}
export function failedIn(report: Report, endedWell: boolean): Failure[]
export function leftOutIn(report: Report): Failure[]
export function listed(failures: readonly Failure[]): string[]

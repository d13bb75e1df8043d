// Asks the running program for its status; ends with 0 when it answers within 5 s, else with 1 and a sentence for `docker inspect`.
import { createConnection } from 'node:net'

const path = `${process.env.ENERGY_MONITOR_STATE ?? '/data'}/control.sock`

function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

function judge(line) {
  try {
    if (JSON.parse(line).result !== undefined) process.exit(0)
  } catch {
    // no JSON: told below
  }
  fail(`the program's answer is no status: ${line.slice(0, 200)}`)
}

setTimeout(() => fail('the program did not answer within 5 s'), 5000)

let answer = ''
createConnection(path, function ask() {
  this.write('{"command":"status"}\n')
})
  .setEncoding('utf8')
  .on('data', (text) => {
    answer += text
    const end = answer.indexOf('\n')
    if (end >= 0) judge(answer.slice(0, end))
  })
  .on('error', (error) => fail(`nothing answers on ${path} (${error.code})`))
  .on('close', () => fail('the program closed the connection without an answer'))

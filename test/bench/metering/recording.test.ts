import { describe, expect, it } from 'vitest'
import { columnsOf } from '../../../bench/metering/recording.ts'

describe('a recording', () => {
  it('is a column of currents and a column of voltages', () => {
    const { currentA, voltageV } = columnsOf('current_a,voltage_v\r\n0.0723,-176.554\r\n-1e-3,230\r\n', 'kettle.csv')
    expect([...currentA]).toEqual([0.0723, -0.001])
    expect([...voltageV]).toEqual([-176.554, 230])
  })

  it.each(['1', '1,', ',1', '1,2,3', '1,volts', '1,Infinity', ''])('names the line that is not two numbers: "%s"', (line) => {
    expect(() => columnsOf(`current_a,voltage_v\n1,2\n${line}\n3,4\n`, 'kettle.csv')).toThrow(
      `kettle.csv, line 3: "${line}" is not two numbers`,
    )
  })

  it('says what it should begin with', () => {
    expect(() => columnsOf('time,voltage\n', 'kettle.csv')).toThrow('kettle.csv begins with "time,voltage"')
  })
})

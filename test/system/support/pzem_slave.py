"""PZEM-016 meters on a serial line, served by pymodbus: a Modbus device that this project did not write.

usage: pzem_slave.py LINK ADDRESS...

LINK is a symbolic link to the terminal on which the meters answer; it keeps its name when the terminal changes, as
/dev/serial/by-id does. Commands come as JSON lines on stdin, each is answered with one JSON line once it is in force;
the end of stdin ends the program. The commands are the methods of Commands below.

    program under test <-> terminal LINK <-> Wire <-> inner terminal <-> pymodbus

Everything between the bytes of a request and those of the reply is pymodbus's work: framing, CRC, decoding, ranges,
exceptions. The faults are made on the finished frames, as a bad cable makes them.
"""

import asyncio
import json
import os
import sys
import tty

from pymodbus import FramerType
from pymodbus.constants import ExcCodes
from pymodbus.framer import FramerRTU
from pymodbus.pdu import ExceptionResponse, ModbusPDU
from pymodbus.pdu import bit_message, register_message
from pymodbus.server import ModbusSerialServer
from pymodbus.simulator import DataType, SimData, SimDevice

BROADCAST = 0  # obeyed by all, answered by none
GENERAL_ADDRESS = 0xF8  # answered by any, so of use with a single meter only
ALARM_W, ADDRESS = 1, 2  # holding registers


class Meter:
    """Values and registers of one meter, as its datasheet lists them."""

    def __init__(self, address: int) -> None:
        self.address = address
        self.powered = True
        self.values = {
            "voltageV": 230.0,
            "currentA": 0.0,
            "powerW": 0.0,
            "energyWh": 0,
            "frequencyHz": 50.0,
            "powerFactor": 0.0,
            "alarmW": 23000,
        }

    def input_registers(self) -> list[int]:
        value = self.values
        current, power = round(value["currentA"] * 1000), round(value["powerW"] * 10)
        energy = round(value["energyWh"])
        return [
            round(value["voltageV"] * 10),
            *(current & 0xFFFF, current >> 16),  # the low word first
            *(power & 0xFFFF, power >> 16),
            *(energy & 0xFFFF, energy >> 16),
            round(value["frequencyHz"] * 10),
            round(value["powerFactor"] * 100),
            0xFFFF if value["powerW"] > value["alarmW"] else 0,
        ]

    async def on_access(self, function, _start, address, _count, registers, written):
        """Called by pymodbus before it reads or writes the registers."""
        if function == 4:
            registers[:10] = self.input_registers()
        elif function == 3:
            registers[:2] = [self.values["alarmW"], self.address]
        elif written is not None:
            return self.write(address, written[0])
        return None

    def write(self, register: int, value: int) -> ExcCodes | None:
        if register == ALARM_W and value <= 25000:
            self.values["alarmW"] = value
        elif register == ADDRESS and 1 <= value <= 0xF7:
            self.address = value
        else:
            return ExcCodes.ILLEGAL_VALUE
        return None


class Line:
    """The meters on one RS-485 line. pymodbus knows each by a number that never changes, its place in the list."""

    def __init__(self, addresses: list[int]) -> None:
        self.meters = [Meter(address) for address in addresses]
        self.asked_address = 0
        self.requests = 0

    def devices(self) -> list[SimDevice]:
        unused = SimData(0, values=False, datatype=DataType.BITS)
        return [
            SimDevice(
                id=number,
                simdata=(
                    [unused],
                    [unused],
                    [SimData(ALARM_W, count=2, datatype=DataType.REGISTERS)],
                    [SimData(0, count=10, datatype=DataType.REGISTERS)],
                ),
                action=meter.on_access,
            )
            for number, meter in enumerate(self.meters, 1)
        ]

    def meter(self, address: int) -> Meter:
        for meter in self.meters:
            if meter.address == address:
                return meter
        raise ValueError(f"no meter has the address {address}")

    def translate(self, sending: bool, pdu: ModbusPDU) -> ModbusPDU | None:
        """Silent for every address but the meters' own; the reply carries the address that was asked."""
        if sending:
            pdu.dev_id = self.asked_address
            return pdu
        self.requests += 1
        self.asked_address = pdu.dev_id
        if pdu.dev_id == BROADCAST:
            return pdu
        everyone = pdu.dev_id == GENERAL_ADDRESS and len(self.meters) == 1
        for number, meter in enumerate(self.meters, 1):
            if meter.powered and (everyone or meter.address == pdu.dev_id):
                pdu.dev_id = number
                return pdu
        return None

    def reset_request(self) -> type[ModbusPDU]:
        """Function 42h sets the energy to 0 and is echoed."""
        meters = self.meters

        class ResetEnergy(ModbusPDU):
            function_code = 0x42
            rtu_frame_size = 4

            async def datastore_update(self, context, device_id: int) -> ModbusPDU:
                meters[device_id - 1].values["energyWh"] = 0
                return ResetEnergy()

        return ResetEnergy


def refused(request: type[ModbusPDU]) -> type[ModbusPDU]:
    """A function that pymodbus knows and a PZEM does not."""

    async def datastore_update(self, context, device_id: int) -> ModbusPDU:
        return ExceptionResponse(self.function_code, ExcCodes.ILLEGAL_FUNCTION)

    return type(f"Refused{request.__name__}", (request,), {"datastore_update": datastore_update})


REFUSED = [
    refused(request)
    for request in (
        bit_message.ReadCoilsRequest,
        bit_message.ReadDiscreteInputsRequest,
        bit_message.WriteSingleCoilRequest,
        bit_message.WriteMultipleCoilsRequest,
        register_message.WriteMultipleRegistersRequest,
        register_message.MaskWriteRegisterRequest,
        register_message.ReadWriteMultipleRegistersRequest,
    )
]


class Wire:
    """Carries bytes between the two terminals, and can be pulled out."""

    def __init__(self, link: str) -> None:
        self.link = link
        self.loop = asyncio.get_running_loop()
        self.received = bytearray()
        self.inner, inner_end = os.openpty()
        tty.setraw(inner_end)
        self.inner_path = os.ttyname(inner_end)
        self.outer: tuple[int, int] | None = None
        self.loop.add_reader(self.inner, lambda: self.to_program(os.read(self.inner, 4096)))

    def plug_in(self) -> None:
        if self.outer:
            return
        self.outer = outer, outer_end = os.openpty()
        tty.setraw(outer_end)  # our own hold on the far end keeps it so while nobody else has it open
        self.loop.add_reader(outer, self.from_program)
        os.symlink(os.ttyname(outer_end), f"{self.link}.new")
        os.replace(f"{self.link}.new", self.link)

    def pull_out(self) -> None:
        if not self.outer:
            return
        os.unlink(self.link)
        self.loop.remove_reader(self.outer[0])
        for end in self.outer:
            os.close(end)
        self.outer = None

    def from_program(self) -> None:
        request = os.read(self.outer[0], 4096)
        self.received += request
        os.write(self.inner, request)

    def to_program(self, reply: bytes) -> None:
        if self.outer:
            os.write(self.outer[0], reply)


class Faults:
    """What happens to the next replies."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.waiting: list[dict] = []

    def apply(self, sending: bool, frame: bytes) -> bytes:
        if not sending:
            return frame
        fault = next((f for f in self.waiting if f.get("address") in (None, frame[0])), None)
        if fault is None:
            return frame
        fault["replies"] -= 1
        if fault["replies"] <= 0:
            self.waiting.remove(fault)
        return getattr(self, fault["fault"])(frame, fault)

    def bitError(self, frame: bytes, fault: dict) -> bytes:
        damaged = bytearray(frame)
        damaged[fault["bit"] // 8] ^= 1 << fault["bit"] % 8
        return bytes(damaged)

    def silence(self, _frame: bytes, _fault: dict) -> bytes:
        return b""

    def halfFrame(self, frame: bytes, _fault: dict) -> bytes:
        return frame[: len(frame) // 2]

    def late(self, frame: bytes, fault: dict) -> bytes:
        self.wire.loop.call_later(fault["ms"] / 1000, self.wire.to_program, frame)
        return b""

    def foreignReply(self, frame: bytes, fault: dict) -> bytes:
        return FramerRTU(None).encode(frame[1:-2], fault["from"], 0)

    def noise(self, frame: bytes, fault: dict) -> bytes:
        return bytes.fromhex(fault["hex"]) + frame


class Commands:
    """One method per command; what it returns is added to the answer."""

    def __init__(self, line: Line, wire: Wire, faults: Faults) -> None:
        self.line, self.wire, self.faults = line, wire, faults

    def set(self, command: dict) -> dict:
        values = self.line.meter(command["address"]).values
        if unknown := command["values"].keys() - values.keys():
            raise ValueError(f"a meter has no {unknown}")
        values.update(command["values"])
        return {}

    def get(self, command: dict) -> dict:
        return {"values": self.line.meter(command["address"]).values}

    def addresses(self, _command: dict) -> dict:
        return {"addresses": [meter.address for meter in self.line.meters]}

    def power(self, command: dict) -> dict:
        self.line.meter(command["address"]).powered = command["on"]
        return {}

    def fault(self, command: dict) -> dict:
        self.faults.waiting.append(command)
        return {}

    def healthy(self, _command: dict) -> dict:
        self.faults.waiting.clear()
        return {}

    def received(self, _command: dict) -> dict:
        return {"hex": self.wire.received.hex(), "requests": self.line.requests}

    def disconnect(self, _command: dict) -> dict:
        self.wire.pull_out()
        return {}

    def reconnect(self, _command: dict) -> dict:
        self.wire.plug_in()
        return {"terminal": os.readlink(self.wire.link)}

    def answer(self, text: bytes) -> dict:
        try:
            command = json.loads(text)
            return {"ok": True, **getattr(self, command["do"])(command)}
        except Exception as error:  # the test that sent it wants to know
            return {"ok": False, "error": repr(error)}


async def main(link: str, addresses: list[int]) -> None:
    wire, line = Wire(link), Line(addresses)
    faults = Faults(wire)
    server = ModbusSerialServer(
        line.devices(),
        framer=FramerType.RTU,
        port=wire.inner_path,
        baudrate=9600,
        trace_packet=faults.apply,
        trace_pdu=line.translate,
        custom_pdu=[line.reset_request(), *REFUSED],
        broadcast_enable=True,
    )
    await server.serve_forever(background=True)
    wire.plug_in()
    commands = Commands(line, wire, faults)
    stdin = asyncio.StreamReader()
    await wire.loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stdin), sys.stdin)
    print(json.dumps({"ok": True, "ready": True}), flush=True)
    while text := await stdin.readline():
        print(json.dumps(commands.answer(text)), flush=True)
    wire.pull_out()


asyncio.run(main(sys.argv[1], [int(address) for address in sys.argv[2:]]))

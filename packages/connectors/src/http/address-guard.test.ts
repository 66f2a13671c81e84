import { expect, test } from 'vitest'
import { isRefusedAddress } from './address-guard.ts'

test.each([
  '127.0.0.1', '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '168.63.129.16', '100.100.100.200', '0.0.0.0', '255.255.255.255',
  '224.0.0.1', '192.0.2.1', '198.18.0.1', '::', '::1', 'fe80::1', 'fd00:ec2::254', 'ff02::1', '::ffff:10.0.0.1', '::ffff:a9fe:a9fe',
  '64:ff9b::7f00:1', '64:ff9b:1::1', '2002:7f00:1::', '2001::1', '::127.0.0.1', '2001:db8::1', 'not an address',
])('%s is refused', (address) => {
  expect(isRefusedAddress(address)).toBe(true)
}) // prettier-ignore

test.each(['1.1.1.1', '93.184.216.34', '2606:4700::1111', '::ffff:1.1.1.1'])('%s is public', (address) => {
  expect(isRefusedAddress(address)).toBe(false)
})

import type { Chance } from './random.ts'

/** A customer as it really is, before two systems wrote it down each in its way. */
export interface Customer {
  readonly index: number
  /** Mobile number of mainland China, 11 digits; unique. */
  readonly mobile: string
  readonly city: string
  readonly brand: string
  readonly trade: string
  readonly contact: string
  readonly mailbox: string
  readonly taxId: string
}

const CITIES = ['上海', '北京', '广州', '深圳', '杭州', '南京', '苏州', '成都', '武汉', '西安', '青岛', '厦门', '宁波', '重庆'] as const
const FIRST = ['华', '信', '远', '星', '绿', '恒', '金', '瑞', '天', '海', '云', '鼎', '嘉', '博', '盛', '泰'] as const
const SECOND = ['通', '源', '辰', '达', '科', '创', '美', '安', '宏', '诚', '联', '丰', '智', '凯', '航', '和'] as const
const THIRD = ['', '', '', '德', '诺', '尔', '克', '宝'] as const
const TRADES = ['科技', '贸易', '物流', '医疗', '电子', '食品', '机械', '服饰', '建材', '软件', '农业', '传媒'] as const
const SURNAMES = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '徐', '孙', '胡', '朱', '高', '林'] as const
const SPELLED = [
  'wang',
  'li',
  'zhang',
  'liu',
  'chen',
  'yang',
  'zhao',
  'huang',
  'zhou',
  'wu',
  'xu',
  'sun',
  'hu',
  'zhu',
  'gao',
  'lin',
] as const
const GIVEN = [
  '伟',
  '芳',
  '娜',
  '敏',
  '静',
  '强',
  '磊',
  '洋',
  '艳',
  '勇',
  '军',
  '杰',
  '娟',
  '涛',
  '明',
  '超',
  '秀英',
  '建国',
  '晓东',
  '雨欣',
] as const
const PREFIXES = ['130', '131', '135', '136', '137', '138', '139', '150', '158', '159', '176', '186', '188', '199'] as const

/** Spreads indexes over eight digits without repeating one: the factor has no divisor in common with 10. */
const spread = (index: number): string => String((index * 48_271 + 12_345) % 100_000_000).padStart(8, '0')

export function makeCustomer(index: number, by: Chance): Customer {
  const surname = by.below(SURNAMES.length)
  return {
    index,
    mobile: `${by.pick(PREFIXES)}${spread(index)}`,
    city: by.pick(CITIES),
    brand: `${by.pick(FIRST)}${by.pick(SECOND)}${by.pick(THIRD)}`,
    trade: by.pick(TRADES),
    contact: `${SURNAMES[surname] ?? ''}${by.pick(GIVEN)}`,
    mailbox: `${SPELLED[surname] ?? ''}.${index}@a.example`,
    taxId: `9131${String(index).padStart(8, '0')}${spread(index + 7).slice(0, 5)}X`,
  }
}

/** The ways in which a company's name is written down. */
export function companyName({ city, brand, trade }: Customer, by: Chance): string {
  const end = by.pick(['有限公司', '有限公司', '有限公司', '有限责任公司', ' 有限公司', '有限公司　'])
  const form = by.below(10)
  if (form < 6) return `${city}${brand}${trade}${end}`
  if (form < 7) return `${brand}${trade}（${city}）${end}`
  if (form < 8) return `${brand}${trade}(${city})${end}`
  return form < 9 ? `  ${city}${brand}${trade}${end}` : `${city}市${brand}${trade}${end}`
}

const fullWidth = (digits: string): string => digits.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))

/** The ways in which a phone number is written down: some are missing, a few are broken. */
export function phoneText({ mobile }: Customer, by: Chance): string {
  const groups = `${mobile.slice(0, 3)} ${mobile.slice(3, 7)} ${mobile.slice(7)}`
  const form = by.below(1000)
  if (form < 25) return ''
  if (form < 31) return mobile.slice(0, 8)
  if (form < 36) return '暂无'
  if (form < 550) return mobile
  if (form < 660) return groups
  if (form < 790) return `+86 ${groups.replaceAll(' ', '-')}`
  if (form < 860) return `+86${mobile}`
  if (form < 910) return `0086${mobile}`
  return form < 970 ? fullWidth(mobile) : `（+86）${mobile}`
}

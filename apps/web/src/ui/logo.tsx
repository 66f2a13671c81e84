/** The mark of the product: a gate between two channels. Takes the colour of the text around it. */
export function Logo({ size = 32 }: { readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.6"
      strokeLinecap="round"
      aria-hidden
    >
      <path d="M6 5v22M26 5v22M6 11h9M6 17h20M17 23h9" />
    </svg>
  )
}

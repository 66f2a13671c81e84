import { Skeleton, Stack } from '@mantine/core'

/** The grey shape of a page that is loading. */
export function PageSkeleton() {
  return (
    <Stack p="xl" gap="md" aria-busy>
      <Skeleton height={28} width={240} />
      <RowsSkeleton rows={6} />
    </Stack>
  )
}

/** The grey shape of a list that is loading. */
export function RowsSkeleton({ rows }: { readonly rows: number }) {
  return (
    <Stack gap={8} aria-busy>
      {Array.from({ length: rows }, (_none, index) => (
        <Skeleton key={index} height={40} />
      ))}
    </Stack>
  )
}

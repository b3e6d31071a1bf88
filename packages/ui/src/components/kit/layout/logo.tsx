interface LogoProps {
  readonly size: number
}

export function Logo({ size }: LogoProps) {
  return <img src="/icon.svg" width={size} height={size} alt="" />
}

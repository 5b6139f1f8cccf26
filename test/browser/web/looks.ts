import { IS_LONG } from '../../stories/support/long-form.ts';

/** How a person looks at the product: every story is lived through in each. */
export interface Look {
  readonly name: string;
  readonly viewport: { readonly width: number; readonly height: number };
  readonly colorScheme: 'light' | 'dark';
}

const DESK = { width: 1280, height: 800 };
const PHONE = { width: 375, height: 740 };

export const LOOKS: readonly Look[] = [
  { name: '1280 px light', viewport: DESK, colorScheme: 'light' },
  { name: '375 px dark', viewport: PHONE, colorScheme: 'dark' },
];

/** For the one walk over all screens: the short form sees each width and each colour, the long form one in the other as well. */
export const WALK_LOOKS: readonly Look[] = IS_LONG
  ? [
      ...LOOKS,
      { name: '1280 px dark', viewport: DESK, colorScheme: 'dark' },
      { name: '375 px light', viewport: PHONE, colorScheme: 'light' },
    ]
  : LOOKS;

/** For stories whose screens the others show as well: the long form lives them through in each look, the short form in the first. */
export const SOME_LOOKS: readonly Look[] = IS_LONG ? LOOKS : LOOKS.slice(0, 1);

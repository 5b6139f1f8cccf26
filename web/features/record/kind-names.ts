'use client';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import type { Kind } from './kinds.ts';

/** How people call a kind of entry. */
export function useKindName(): (kind: Kind) => string {
  const t = useTranslations('common.kinds');
  return useCallback((kind) => t(kind), [t]);
}

'use client';
import type { Role } from '@sealchart/protocol';
import { useTranslations } from 'next-intl';

/** What somebody may do, in a few words. */
export function useRoleName(): (role: Role) => string {
  const t = useTranslations('sharing.roles');
  return (role) => t(role);
}

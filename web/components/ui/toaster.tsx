'use client';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { createContext, useCallback, useContext, useMemo, useState } from 'react';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';

interface Toast {
  readonly text: string;
  /** What takes it back. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

interface Shown extends Toast {
  readonly key: number;
}

const ToastContext = createContext<((toast: Toast) => void) | undefined>(undefined);

/** One short message at a time, announced, at the lower edge. It stays until the next one or until it is closed: nobody has to hurry. */
export function Toaster({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('common.actions');
  const [shown, setShown] = useState<Shown>();
  const show = useCallback((toast: Toast) => setShown((last) => ({ ...toast, key: (last?.key ?? 0) + 1 })), []);
  const value = useMemo(() => show, [show]);
  return (
    <ToastContext value={value}>
      {children}
      <div role="status" className="no-print pointer-events-none fixed inset-x-0 bottom-20 z-30 flex justify-center px-4 md:bottom-6">
        {shown && (
          <div
            key={shown.key}
            className="pointer-events-auto flex max-w-lg items-center gap-2 rounded-xl bg-ink py-1 pr-1 pl-4 text-ground shadow-lg"
          >
            <span className="min-w-0 break-words">{shown.text}</span>
            {shown.action && (
              <Button
                look="quiet"
                className="text-ground! underline hover:bg-transparent!"
                onClick={() => {
                  shown.action?.run();
                  setShown(undefined);
                }}
              >
                {shown.action.label}
              </Button>
            )}
            <IconButton icon={X} label={t('close')} className="text-ground! hover:bg-transparent!" onClick={() => setShown(undefined)} />
          </div>
        )}
      </div>
    </ToastContext>
  );
}

/** Shows a message. */
export function useToast(): (toast: Toast) => void {
  const show = useContext(ToastContext);
  if (!show) throw new TypeError('no Toaster above');
  return show;
}

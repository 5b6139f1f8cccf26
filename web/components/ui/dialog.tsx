'use client';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useEffect, useId, useRef } from 'react';
import { IconButton } from './icon-button.tsx';

interface DialogProps {
  readonly title: ReactNode;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons, the safest first. */
  readonly actions?: ReactNode;
}

/** The browser's own modal: it keeps the focus, closes with Escape and gives the focus back. */
export function Dialog({ title, isOpen, onClose, children, actions }: DialogProps) {
  const t = useTranslations('common.actions');
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    if (isOpen && !element?.open) element?.showModal();
    if (!isOpen && element?.open) element.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      // That of a page that closed it itself comes late: by then it may be open again.
      onClose={() => {
        if (isOpen && dialog.current?.open === false) onClose();
      }}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className="m-auto max-h-[90dvh] w-[min(36rem,calc(100vw-2rem))] overflow-y-auto rounded-2xl border border-line bg-surface p-0 text-ink shadow-xl"
    >
      {isOpen && (
        <div className="space-y-4 p-5">
          <div className="flex items-start justify-between gap-3">
            <h2 id={id} className="text-lg font-semibold">
              {title}
            </h2>
            <IconButton icon={X} label={t('close')} onClick={onClose} />
          </div>
          {children}
          {actions && <div className="flex flex-wrap justify-end gap-3 pt-2">{actions}</div>}
        </div>
      )}
    </dialog>
  );
}

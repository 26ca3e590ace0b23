package org.echelle.diffusion.subject;

import java.util.HashSet;
import java.util.Set;
import org.echelle.api.Progress;
import org.echelle.diffusion.network.text.Prompt;

/** Tells of prompts that a text encoder cannot read to their end: the first few in words, then how many there are. */
final class LongPrompts {
    private static final int TOLD = 3;
    private static final int TENFOLD = 10;

    private final Progress progress;
    private final Set<String> heard = new HashSet<>();
    private int next = TENFOLD;

    LongPrompts(Progress progress) {
        this.progress = progress;
    }

    /** Hears of a prompt, the same one any number of times. */
    synchronized void hear(String prompt, Prompt read) {
        if (read.cutTokens() == 0 || !heard.add(prompt)) {
            return;
        }
        if (heard.size() <= TOLD) {
            progress.note(read.warning());
        } else if (heard.size() == next) {
            progress.note(next + " different prompts are longer than what the text encoder reads.");
            next *= TENFOLD;
        }
    }
}

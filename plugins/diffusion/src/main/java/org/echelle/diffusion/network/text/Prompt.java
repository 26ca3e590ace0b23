package org.echelle.diffusion.network.text;

import java.util.List;

/**
 * A prompt as a text encoder reads it.
 *
 * @param ids of tokens: start, text, end, padding; as many as the model reads at once
 * @param pieces what each of the text's tokens stands for, without start, end and padding, and without what was cut off
 * @param cut what did not fit and is not read, as the tokens have it; empty where all fits
 * @param cutTokens how many tokens that is
 */
public record Prompt(List<Long> ids, List<String> pieces, String cut, int cutTokens) {
    private static final int SHOWN = 80;

    public Prompt {
        ids = List.copyOf(ids);
        pieces = List.copyOf(pieces);
    }

    /** How many of the ids are no padding: start, text and end. */
    public int used() {
        return pieces.size() + 2;
    }

    /** A sentence on what was cut off; empty where all fits. */
    public String warning() {
        if (cutTokens == 0) {
            return "";
        }
        return "The prompt has " + (pieces.size() + cutTokens) + " tokens, and the text encoder reads " + pieces.size()
                + "; not read: \"" + (cut.length() > SHOWN ? cut.substring(0, SHOWN) + "…" : cut) + "\".";
    }
}

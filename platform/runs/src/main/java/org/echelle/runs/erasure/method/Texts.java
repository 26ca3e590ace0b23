package org.echelle.runs.erasure.method;

/** What the subject's text side makes of any text, on the branch with the condition; rows of padding included. */
public interface Texts {
    /**
     * Rows at a hook point before the first step.
     *
     * @param hook of a text encoder
     * @return {@code [position][d]}
     */
    float[][] rows(String hook, String text);

    /**
     * Every positive activation of the dictionary on the rows of its own hook point, however many it would keep of them: {@code
     * ReLU(W_enc (x - b_pre) + b_lat)}.
     *
     * @return {@code [position][n]}
     */
    float[][] positive(String text);
}

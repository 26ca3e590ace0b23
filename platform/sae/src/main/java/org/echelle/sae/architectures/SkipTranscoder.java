package org.echelle.sae.architectures;

/** A {@link Transcoder} with {@code x S^T} added to its output, so that features explain what is not linear (arXiv 2501.18823). */
final class SkipTranscoder extends Transcoder {
    @Override
    public String name() {
        return "skip-transcoder";
    }

    @Override
    public String summary() {
        return "a transcoder with a linear way past the features, which are left with what is not linear (Paulo et al. 2025)";
    }

    @Override
    boolean skip() {
        return true;
    }
}

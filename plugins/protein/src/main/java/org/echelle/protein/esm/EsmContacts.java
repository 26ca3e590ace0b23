package org.echelle.protein.esm;

import ai.djl.ndarray.NDArray;
import org.echelle.nn.Init;
import org.echelle.nn.Parameters;

/**
 * The contact head (Rao et al. 2021, doi 10.1101/2020.12.15.422761): a logistic regression on the attention maps of all layers and
 * heads, each made symmetric and freed of its background, {@code a - rowSum * columnSum / sum} (average product correction, Dunn et
 * al. 2008). Each layer adds its maps' share at once, so that a few maps exist at a time, not all.
 */
final class EsmContacts {
    static final String WEIGHT = "contact_head.regression.weight";
    static final String BIAS = "contact_head.regression.bias";

    private final NDArray weight; // [1, layers * heads]
    private final NDArray bias; // [1]
    private final EsmKernels kernels;
    private final EsmConfig config;

    /** @param p scope of the trunk */
    EsmContacts(EsmConfig config, Parameters p, EsmKernels kernels) {
        weight = p.get(WEIGHT, Init.TRUNCATED_NORMAL, 1, (long) config.layers() * config.heads());
        bias = p.get(BIAS, Init.ZEROS, 1);
        this.kernels = kernels;
        this.config = config;
    }

    /**
     * Starts a pass.
     *
     * @param tokens {@code [batch, positions]}; its manager owns what is made
     */
    Sum start(NDArray tokens) {
        return new Sum(tokens);
    }

    /** The regression's sum as far as the pass has come. */
    final class Sum {
        private final NDArray tokens;
        private NDArray sum; // [batch, positions - 2, positions - 2]

        private Sum(NDArray tokens) {
            this.tokens = tokens;
        }

        /** Adds a layer's maps. */
        void add(int layer, NDArray queries, NDArray keys, Rotary rotary, Padding padding, double scale) {
            NDArray maps = kernels.call(
                    tokens,
                    "contacts",
                    queries,
                    keys,
                    rotary.cosines(),
                    rotary.sines(),
                    padding.keep(),
                    tokens,
                    weight,
                    layer * config.heads(),
                    config.heads(),
                    scale);
            if (sum == null) {
                sum = maps;
            } else {
                try (NDArray before = sum;
                        NDArray added = maps) {
                    sum = before.add(added);
                }
            }
        }

        /** Probabilities, {@code [batch, positions - 2, positions - 2]}, zero behind the end of shorter sequences. */
        NDArray probabilities() {
            return kernels.call(tokens, "probabilities", sum, bias, tokens);
        }
    }
}

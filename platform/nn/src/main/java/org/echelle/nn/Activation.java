package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import java.util.Locale;
import org.echelle.torch.Scalars;

/** Pointwise non-linearities, under the names that config files give them. */
public enum Activation {
    /** {@code x Phi(x)}, exact (erf). */
    GELU {
        @Override
        public NDArray forward(NDArray x) {
            return x.getNDArrayInternal().gelu();
        }
    },
    /** {@code 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))} (Hendrycks and Gimpel 2016, arXiv 1606.08415). */
    GELU_TANH {
        @Override
        public NDArray forward(NDArray x) {
            try (NDArray square = x.square();
                    NDArray cubic = Scalars.times(square, 0.044715 * ROOT);
                    NDArray factor = cubic.add(ROOT);
                    NDArray inner = factor.mul(x);
                    NDArray tanh = inner.tanh();
                    NDArray plus = tanh.add(1);
                    NDArray half = Scalars.times(plus, 0.5)) {
                return half.mul(x);
            }
        }
    },
    /** {@code x sigmoid(1.702 x)}, as OpenAI's CLIP has it. */
    QUICK_GELU {
        @Override
        public NDArray forward(NDArray x) {
            try (NDArray scaled = Scalars.times(x, 1.702);
                    NDArray gate = scaled.getNDArrayInternal().sigmoid()) {
                return gate.mul(x);
            }
        }
    },
    /** {@code x sigmoid(x)}. */
    SILU {
        @Override
        public NDArray forward(NDArray x) {
            try (NDArray gate = x.getNDArrayInternal().sigmoid()) {
                return gate.mul(x);
            }
        }
    },
    /** {@code max(x, 0)}. */
    RELU {
        @Override
        public NDArray forward(NDArray x) {
            return x.getNDArrayInternal().relu();
        }
    };

    private static final double ROOT = Math.sqrt(2 / Math.PI);

    /** Applies the function to every element. */
    public abstract NDArray forward(NDArray x);

    /**
     * The function that a config file means.
     *
     * @param name such as {@code gelu}, {@code gelu_new}, {@code gelu_pytorch_tanh}, {@code quick_gelu}, {@code silu},
     *     {@code swish}, {@code relu}; case and dashes do not matter
     * @throws NnException when it is another one
     */
    public static Activation named(String name) {
        return switch (name.toLowerCase(Locale.ROOT).replace('-', '_')) {
            case "gelu" -> GELU;
            case "gelu_tanh", "gelu_new", "gelu_pytorch_tanh" -> GELU_TANH;
            case "quick_gelu", "quickgelu" -> QUICK_GELU;
            case "silu", "swish" -> SILU;
            case "relu" -> RELU;
            default ->
                throw new NnException("The activation " + name
                        + " is not known; known are gelu, gelu-tanh, quick-gelu, silu and relu.");
        };
    }
}

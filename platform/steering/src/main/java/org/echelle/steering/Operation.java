package org.echelle.steering;

import java.math.BigDecimal;
import java.math.MathContext;
import org.echelle.analysis.perturbation.Attenuation;

/** What happens to one feature's activation at one place. */
public sealed interface Operation {
    /**
     * The activation afterwards.
     *
     * @param z the activation before, 0 where the feature is silent
     * @param position the row within its sample, as {@link org.echelle.api.Sites} orders them
     */
    float apply(float z, int position);

    /** The operation in a few words, for tables. */
    String words();

    private static String shown(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value)
                        .round(new MathContext(4))
                        .stripTrailingZeros()
                        .toPlainString()
                : Double.toString(value);
    }

    /** Zero. */
    static Operation ablate() {
        return new Set(0);
    }

    /** A fixed activation, fired or not. */
    record Set(float value) implements Operation {
        @Override
        public float apply(float z, int position) {
            return value;
        }

        @Override
        public String words() {
            return value == 0 ? "ablate" : "set " + shown(value);
        }
    }

    /** {@code factor z}. */
    record Scale(float factor) implements Operation {
        @Override
        public float apply(float z, int position) {
            return factor * z;
        }

        @Override
        public String words() {
            return "scale " + shown(factor);
        }
    }

    /** {@code z + amount}, fired or not. */
    record Add(float amount) implements Operation {
        @Override
        public float apply(float z, int position) {
            return z + amount;
        }

        @Override
        public String words() {
            return "add " + shown(amount);
        }
    }

    /** Between two bounds. */
    record Clamp(float low, float high) implements Operation {
        public Clamp {
            if (!(low <= high)) {
                throw new SteeringException(
                        "A clamp needs its lower bound (" + low + ") at or under the upper one (" + high + ").");
            }
        }

        @Override
        public float apply(float z, int position) {
            return Math.max(low, Math.min(high, z));
        }

        @Override
        public String words() {
            return "clamp " + shown(low) + " to " + shown(high);
        }
    }

    /**
     * Down to the feature's usual strength where it fired more: {@code min(z, mean)}.
     *
     * @param mean the feature's mean activation over reference rows on which it fired
     */
    record MeanAttenuate(float mean) implements Operation {
        @Override
        public float apply(float z, int position) {
            return z > mean ? mean : z;
        }

        @Override
        public String words() {
            return "attenuate to mean " + shown(mean);
        }
    }

    /**
     * Attenuation by posterior probabilities: {@code z (1 - P(concept | z))} (Fereidouni et al., arXiv 2508.15094).
     *
     * @param posterior of the concept given the activation
     */
    record AppAttenuate(Attenuation posterior) implements Operation {
        @Override
        public float apply(float z, int position) {
            return (float) posterior.attenuated(z);
        }

        @Override
        public String words() {
            return "attenuate by posterior";
        }
    }

    /**
     * SAeUron's edit (arXiv 2501.18052): where {@code z > gate}, {@code z factor mean}; else untouched.
     *
     * @param factor negative to push away from the concept
     * @param mean the feature's mean activation on the concept
     * @param gate the mean over all concepts of the feature's mean activation
     */
    record ScaleAbove(float factor, float mean, float gate) implements Operation {
        @Override
        public float apply(float z, int position) {
            return z > gate ? z * factor * mean : z;
        }

        @Override
        public String words() {
            return "scale " + shown(factor) + " x mean " + shown(mean) + " above " + shown(gate);
        }
    }

    /**
     * The guardrail's clamp (DSG, arXiv 2504.08192): where the feature fired it is set to a (commonly negative) value.
     *
     * @param value what a fired feature becomes
     */
    record ClampFired(float value) implements Operation {
        @Override
        public float apply(float z, int position) {
            return z > 0 ? value : z;
        }

        @Override
        public String words() {
            return "set " + shown(value) + " where fired";
        }
    }

    /**
     * The activations of another sample, place by place.
     *
     * @param activations {@code [position]} of the donor; further positions are silent
     */
    record Transplant(float[] activations) implements Operation {
        public Transplant {
            activations = activations.clone();
        }

        @Override
        public float apply(float z, int position) {
            return position < activations.length ? activations[position] : 0;
        }

        @Override
        public String words() {
            return "transplant";
        }
    }
}

package org.echelle.nn;

/**
 * In what the products of linear layers, convolutions and attention are formed. Everything else (norms, non-linearities, sums, patches,
 * sinusoids, tables) and whatever passes from layer to layer, to taps and out is float32, as under {@code torch.autocast}.
 */
public enum Precision {
    FLOAT32(6, 0),
    /** 11 significant bits, numbers up to 65504. */
    FLOAT16(5, 0x1p-10),
    /** 8 significant bits, the range of float32. */
    BFLOAT16(15, 0x1p-7);

    private final int type;
    private final double epsilon;

    Precision(int type, double epsilon) {
        this.type = type;
        this.epsilon = epsilon;
    }

    /** Its number in libtorch. */
    int type() {
        return type;
    }

    /** Distance from 1 to the next number; 0 for float32, in which nothing is rounded. */
    public double epsilon() {
        return epsilon;
    }

    /** Whether numbers are rounded to 16 bits. */
    public boolean isHalf() {
        return this != FLOAT32;
    }
}

package org.echelle.diffusion.subject;

import ai.djl.Device;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.echelle.diffusion.DiffusionException;
import org.echelle.nn.Precision;

/** In what precision a subject's network and text encoder form their products. */
final class Halves {
    /** What the option says of itself. */
    static final String HELP =
            "in what the products of network and text encoder are formed: float32, bfloat16 or float16 (on a GPU only);"
                    + " norms, time, autoencoder and all that hook points see stay float32";

    static final String USUAL = "float32";

    private Halves() {}

    /** @throws DiffusionException for another word, and for float16 on a device that has no products of it */
    static Precision of(String wanted, Device device) {
        Precision precision = Arrays.stream(Precision.values())
                .filter(p -> name(p).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new DiffusionException("subject: 'precision' is '" + wanted + "'; it is "
                        + Arrays.stream(Precision.values()).map(Halves::name).collect(Collectors.joining(", "))
                        + "."));
        if (precision == Precision.FLOAT16 && !device.isGpu()) {
            throw new DiffusionException(
                    "subject: 'precision' is float16, of which the device " + device.getDeviceType()
                            + " has no products of its own; set it to bfloat16 or float32, or use a GPU.");
        }
        return precision;
    }

    private static String name(Precision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }

    /** Behind a subject's identity and origin; empty in float32. */
    static String mark(Precision precision) {
        return precision.isHalf() ? ", products in " + name(precision) : "";
    }
}

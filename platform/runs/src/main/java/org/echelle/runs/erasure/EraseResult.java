package org.echelle.runs.erasure;

import java.util.List;
import java.util.Optional;
import org.echelle.runs.pictures.Picture;

/**
 * One method on one class, or on several that are erased together.
 *
 * @param target the class, or several joined by {@code +}
 * @param method its name
 * @param setting what tuning chose, in words; where the method could not be tried, why
 * @param features edited at one timestep, at most
 * @param score on the samples measured on; empty where the method could not be tried
 * @param pictures of the first samples
 */
public record EraseResult(
        String target,
        String method,
        String setting,
        int features,
        Optional<EraseScore> score,
        List<Picture> pictures) {}

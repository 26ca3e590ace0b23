package org.echelle.runs.brush;

import java.util.List;
import java.util.Optional;
import org.echelle.analysis.Measure;
import org.echelle.runs.pictures.Picture;

/**
 * One way to paint, on all samples.
 *
 * @param name such as {@code strength 2}, or of the control
 * @param strength in units of the features' mean activations
 * @param inside mean absolute change of a pixel within the painted region, from 0 to 1; undefined where places have none
 * @param outside the same beyond it; undefined where all is painted
 * @param changed share of samples in which the judge sees another class; undefined without a judge
 * @param pictures one a sample
 * @param seen what the judge sees in each; empty without a judge
 */
public record Stroke(
        String name,
        double strength,
        Measure inside,
        Measure outside,
        Measure changed,
        List<Picture> pictures,
        Optional<List<String>> seen) {}

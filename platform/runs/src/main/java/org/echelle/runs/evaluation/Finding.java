package org.echelle.runs.evaluation;

import org.echelle.analysis.Measure;

/**
 * A figure that stands on its own.
 *
 * @param term the glossary entry that defines it
 * @param name as shown
 * @param measure the figure, or why there is none
 * @param basis what it was measured on and beside, in a phrase
 */
public record Finding(String term, String name, Measure measure, String basis) {}

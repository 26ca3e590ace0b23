package org.echelle.runs.erasure;

import org.echelle.analysis.Measure;

/**
 * How well something was kept that nobody erased (cross-domain retention of UnlearnCanvas, arXiv 2402.11846): of all samples that name a
 * class of another group, those that ask for what is erased among them, the share that shows it.
 *
 * @param group of the judge's classes, such as {@code colour}
 * @param retention from 0 to 1
 * @param loss retention of the same samples unedited less that
 */
public record Kept(String group, Measure retention, Measure loss) {}

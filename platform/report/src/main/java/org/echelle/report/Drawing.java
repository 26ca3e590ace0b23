package org.echelle.report;

import org.echelle.api.SampleSource;
import org.echelle.api.SampleView;

/**
 * How samples come onto a page.
 *
 * @param samples the samples whose indices the activations speak of
 * @param view the plugin's view of them
 */
public record Drawing(SampleSource samples, SampleView view) {}

/**
 * Erases classes from subjects that make pictures, and measures by a judge what is gone and what stays.
 *
 * <p>{@link org.echelle.runs.erasure.EraseJob} goes through classes (or sets of them) and methods: it gathers what the run's selection
 * side shows, asks a method of {@code method} for its trials, tunes on seeds of its own, measures on yet others, and makes the control.
 * {@link org.echelle.runs.erasure.EraseOutcome} is what it says.
 */
@Export
@Version("1.0.0")
package org.echelle.runs.erasure;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

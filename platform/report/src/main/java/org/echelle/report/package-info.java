/**
 * A run as a folder of HTML pages that opens from a disk, without a network and without scripts from elsewhere.
 *
 * <p>{@link org.echelle.report.Report#write} takes plain data ({@link org.echelle.report.ReportInput}) and two small views of
 * what a run left behind: {@link org.echelle.report.FeatureActivations} (where each feature is active) and
 * {@link org.echelle.report.Drawing} (how the plugin draws a sample).
 */
@Export
@Version("1.0.0")
package org.echelle.report;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

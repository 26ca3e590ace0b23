/**
 * The vision plugin: vision encoders on pictures, for Echelle. {@link org.echelle.vision.VisionDomain} is the way in; nothing is
 * exported to other bundles.
 */
package org.echelle.vision;

/**
 * The shapes world: generated pictures whose factors are known, the small vision transformer that is trained on them, and the
 * truth about every picture and patch as concepts.
 */
package org.echelle.vision.shapes;

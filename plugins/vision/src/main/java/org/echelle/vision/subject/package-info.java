/**
 * Vision encoders as subjects: ViT ({@link org.echelle.vision.subject.ViTSubjectKind}) and ResNet
 * ({@link org.echelle.vision.subject.ResNetSubjectKind}), from weights in the layouts that people publish.
 *
 * <p>A kind reads weights, recognises their layout by the parameters' names, infers sizes from shapes and config files, and
 * builds the network from the blocks of {@code org.echelle.nn}. Pictures go through {@code Preprocessing}, which resizes as
 * Pillow does, so that the numbers are those that the weights were trained on.
 */
package org.echelle.vision.subject;

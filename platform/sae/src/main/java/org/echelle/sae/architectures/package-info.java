/**
 * The architectures that are trained: a class each with name, settings, published defaults and the form of the finished dictionary;
 * an objective each with parameters and first values. The gradients are texts beside {@link org.echelle.sae.SaeKernel}. Nobody names
 * these classes: {@link org.echelle.sae.Architectures} finds them. Not exported.
 */
package org.echelle.sae.architectures;

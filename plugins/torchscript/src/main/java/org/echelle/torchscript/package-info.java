/**
 * The torchscript plugin: any TorchScript archive as a subject, described in a run config and without Java, for Echelle. {@link
 * org.echelle.torchscript.TorchScriptDomain} is the way in; nothing is exported to other bundles.
 */
package org.echelle.torchscript;

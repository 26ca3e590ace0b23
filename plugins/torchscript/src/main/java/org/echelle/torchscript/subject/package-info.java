/** Archives as subjects: hook points found by a probing run, and their sites. */
package org.echelle.torchscript.subject;

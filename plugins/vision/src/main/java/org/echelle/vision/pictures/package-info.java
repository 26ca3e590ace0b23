/** Where pictures come from: files, folders and zips of them, CIFAR binaries, IDX files; and the labels that some of them carry. */
package org.echelle.vision.pictures;

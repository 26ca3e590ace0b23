/**
 * Any protein model of {@code torch.jit.save} as a subject ({@link org.echelle.protein.script.ScriptSubjectKind}): its tokens come
 * from a list, its hook points are the submodules that give a row for each token.
 */
package org.echelle.protein.script;

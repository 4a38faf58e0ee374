import Yams
package let placeholderPF = 0

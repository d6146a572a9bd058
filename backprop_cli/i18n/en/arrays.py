"""Arrays: what a file says of images and of kernels."""

TEXTS = {
    "fault.array_arrives": "{kind} (layer {layer}): it reads a row of numbers, but an array of {found} arrives",
    "fault.array_differs": "{kind} (layer {layer}): {what} has {found} {size}, expected {expected}",
    "fault.array_small": "{kind} (layer {layer}): an array of {found} arrives, which it cannot take",
    "fault.axes_need_data": "the network reads arrays ({axes}), and there is no data to say how large they are",
    "fault.deep_array": "this list is nested deeper than the others, or deeper than an array has axes",
    "fault.few_axes": "observation {number}: x has fewer axes than the network reads: {axes}",
    "fault.given_shape": "question {id}: {key} is {found}, expected {expected}",
    "fault.input_shape": "observation {number}: x is {found}, but the network takes {expected}",
    "fault.loss_of_array": "{loss}: it judges a row of numbers, but an array of {found} arrives",
    "fault.row_arrives": "{kind} (layer {layer}): it reads an array, but a row of {found} arrives",
    "fault.uneven_array": "part {number} of the array is {found}, but the first is {expected}",
    "hint.array": "write an image as a list of rows: [[1, 2], [3, 4]]; of several channels, a list of such",
    "hint.array_small": "the window must fit into it; padding makes it larger",
    "hint.flatten": "put the layer `- flatten` before it: it lays all numbers in one row",
}
